// A server of files in a folder, as services in Node write it: /pipeline/NAME streams one into the response, /express/NAME has
// Express send it. Errors at the end of a response are what it logs. Arguments: the folder; a PEM file for https.

import { createReadStream, readFileSync } from "node:fs";
import http from "node:http";
import https from "node:https";
import { pipeline } from "node:stream";
import express from "express";

const [folder, pem] = process.argv.slice(2);

const log = (error) => {
  if (error) console.error(`error: ${error.code} ${error.message}`);
};

const app = express();
app.get("/express/:name", (request, response) => {
  response.sendFile(request.params.name, { root: folder }, log);
});

const handle = (request, response) => {
  const name = /^\/pipeline\/(\w+)$/.exec(request.url)?.[1];
  if (name === undefined) app(request, response);
  else pipeline(createReadStream(`${folder}/${name}`), response, log);
};

const tls = pem === undefined ? undefined : { key: readFileSync(pem), cert: readFileSync(pem) };
const server = tls === undefined ? http.createServer(handle) : https.createServer(tls, handle);
server.on("tlsClientError", log);
server.listen(0, "127.0.0.1", () => console.log(`listening on ${server.address().port}`));
