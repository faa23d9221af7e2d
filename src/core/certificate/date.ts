import { Char, isDigit, Text } from "../bytes/text";
import { Der, Tag } from "./der";

/** 0001-01-01 and 9999-12-31 as days since 1970-01-01. */
const FIRST_DAY: i32 = -719162;
const LAST_DAY: i32 = 2932896;

/** A moment, as days since 1970-01-01 and seconds since midnight, UTC. */
export class Moment {
  days: i32 = 0;
  seconds: i32 = 0;

  /** Reads what Crypto.date() gives. */
  set(bytes: Uint8Array): void {
    this.days = bigEndian(bytes, 0);
    this.seconds = bigEndian(bytes, 4);
  }

  /** Reads a UTCTime or GeneralizedTime in the form that RFC 5280 §4.1.2.5 requires: with seconds, in UTC. */
  read(der: Der): void {
    if (!der.optional(Tag.UTC_TIME)) der.read(Tag.GENERALIZED_TIME);
    const bytes = der.bytes;
    let at = der.from;
    const digits = der.to - at - 1;
    if ((digits != 12 && digits != 14) || bytes[der.start] != (digits == 12 ? Tag.UTC_TIME : Tag.GENERALIZED_TIME)) {
      der.fail();
      return;
    }
    for (let i = 0; i < digits; i++) if (!isDigit(bytes[at + i])) der.fail();
    if (der.bad || bytes[at + digits] != 0x5a) {
      der.fail();
      return;
    }
    let year = two(bytes, at);
    if (digits == 14) {
      year = year * 100 + two(bytes, at + 2);
      at += 2;
    } else {
      year += year < 50 ? 2000 : 1900;
    }
    const month = two(bytes, at + 2);
    const day = two(bytes, at + 4);
    const hour = two(bytes, at + 6);
    const minute = two(bytes, at + 8);
    const second = two(bytes, at + 10);
    if (month < 1 || month > 12 || day < 1 || day > daysIn(year, month) || hour > 23 || minute > 59 || second > 59)
      der.fail();
    this.days = daysBefore(year, month) + day - 1;
    this.seconds = (hour * 60 + minute) * 60 + second;
  }

  isBefore(other: Moment): bool {
    return this.days < other.days || (this.days == other.days && this.seconds < other.seconds);
  }
}

function bigEndian(bytes: Uint8Array, at: i32): i32 {
  let value = 0;
  for (let i = at; i < at + 4; i++) value = (value << 8) | bytes[i];
  return value;
}

function two(bytes: Uint8Array, at: i32): i32 {
  return (bytes[at] - Char.ZERO) * 10 + bytes[at + 1] - Char.ZERO;
}

/** Returns the days from 1970-01-01 to the first of a month, negative for years before 1970. */
function daysBefore(year: i32, month: i32): i32 {
  const last = year - 1;
  let days = last * 365 + ((last / 4) | 0) - ((last / 100) | 0) + ((last / 400) | 0) + FIRST_DAY;
  for (let i = 1; i < month; i++) days += daysIn(year, i);
  return days;
}

function daysIn(year: i32, month: i32): i32 {
  if (month == 2) return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28;
  return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
}

/** Appends a day, counted from 1970-01-01, as 2026-12-01. A day beyond what a certificate can express becomes the nearest one it can. */
export function putDay(out: Text, days: i32): void {
  let left = days < FIRST_DAY ? FIRST_DAY : days > LAST_DAY ? LAST_DAY : days;
  let year = (((left - FIRST_DAY) / 366) | 0) + 1;
  while (daysBefore(year + 1, 1) <= left) year++;
  left -= daysBefore(year, 1);
  let month = 1;
  while (left >= daysIn(year, month)) left -= daysIn(year, month++);
  putPadded(out, year, 1000);
  putPadded(out.byte(Char.MINUS), month, 10);
  putPadded(out.byte(Char.MINUS), left + 1, 10);
}

/** Appends a moment as 2026-12-01 23:59:59. */
export function putMoment(out: Text, moment: Moment): void {
  putDay(out, moment.days);
  putTime(out.put(" "), moment.seconds);
}

/** Appends a time of the day as 23:59:59. */
export function putTime(out: Text, seconds: i32): void {
  const minutes = (seconds / 60) | 0;
  putPadded(out, (minutes / 60) | 0, 10);
  putPadded(out.byte(Char.COLON), minutes % 60, 10);
  putPadded(out.byte(Char.COLON), seconds % 60, 10);
}

/** Appends a number with leading zeros up to the digit of `unit`. */
function putPadded(out: Text, value: i32, unit: i32): void {
  for (let i = unit; i > 1 && value < i; i = (i / 10) | 0) out.byte(Char.ZERO);
  out.decimal(value);
}
