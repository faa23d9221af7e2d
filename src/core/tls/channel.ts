import { none, Text } from "../bytes/text";
import { Alert, AlertLevel } from "./alert";
import { TlsFault } from "./fault";
import { Content, HEADER_LENGTH, MAX_PLAIN, Protection, putHeader, RecordReader } from "./record";

/** The records of one connection, both ways, protected as soon as there are keys. */
export class Channel {
  /** Records to be sent. */
  output: Text = new Text();
  records: RecordReader = new RecordReader();
  reading: Protection | null = null;
  writing: Protection | null = null;
  /** The record that was opened last, and where its content is: [start, end) of `bytes`. */
  content: Content = Content.HANDSHAKE;
  bytes: Uint8Array = none();
  start: i32 = 0;
  end: i32 = 0;
  /** The content of protected records: with TLS 1.3, the true type stands behind it. */
  plain: Uint8Array = new Uint8Array(MAX_PLAIN + 1);

  begin(): void {
    this.output.length = 0;
    this.records.length = 0;
    this.reading = null;
    this.writing = null;
  }

  /**
   * Opens the record that has come.
   * @param isPlain whether it is not protected, even though there are keys
   */
  open(isPlain: bool): TlsFault {
    const records = this.records;
    const reading = this.reading;
    this.content = records.content();
    this.bytes = records.bytes;
    this.start = HEADER_LENGTH;
    this.end = records.length;
    if (reading !== null && !isPlain) {
      if (reading.isTls13 && this.content != Content.APPLICATION_DATA) return TlsFault.UNEXPECTED_MESSAGE;
      const plain = this.plain;
      let length = reading.open(this.content, records.bytes, records.length, plain);
      if (length < 0) return TlsFault.NOT_GENUINE;
      if (reading.isTls13) {
        while (length > 0 && plain[length - 1] == 0) length--;
        if (length == 0) return TlsFault.UNEXPECTED_MESSAGE;
        this.content = plain[--length] as Content;
      }
      this.bytes = plain;
      this.start = 0;
      this.end = length;
    }
    return this.end - this.start > MAX_PLAIN ? TlsFault.RECORD_TOO_LONG : TlsFault.NONE;
  }

  /** Appends bytes of this content to the output, in as many records as they take. */
  write(content: Content, bytes: Uint8Array): void {
    const writing = this.writing;
    for (let i = 0; i < bytes.length; i += MAX_PLAIN) {
      const end = i + MAX_PLAIN < bytes.length ? i + MAX_PLAIN : bytes.length;
      const piece = bytes.subarray(i, end);
      if (writing !== null) {
        writing.seal(content, piece, this.output);
      } else {
        putHeader(this.output, content, piece.length);
        this.output.add(piece);
      }
    }
  }

  writeAlert(level: AlertLevel, alert: Alert): void {
    this.write(Content.ALERT, new Text().byte(level).byte(alert).view());
  }

  /** Never protected in TLS 1.3, and of TLS 1.2 the last record that is not. */
  writeChangeCipherSpec(): void {
    putHeader(this.output, Content.CHANGE_CIPHER_SPEC, 1);
    this.output.byte(1);
  }
}
