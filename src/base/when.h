/*
 * Dates and times. A stamp is milliseconds since 1970-01-01 UTC; a date is days since 1970-01-01.
 * The text forms are YYYY-MM-DD and YYYY-MM-DDTHH:MM:SSZ. No libc time zone is used: zones are read
 * from the system's zoneinfo files. Threads: any.
 */
#pragma once

enum { WHEN_DATE_LEN = 10, WHEN_STAMP_LEN = 20 };
#define WHEN_DAY_MS INT64_C(86400000)

/* Years 1 to 9999. */
bool when_parse_date(struct str s, int64_t *ret_days) MUST_CHECK;
bool when_parse_stamp(struct str s, int64_t *ret_ms) MUST_CHECK;
void when_date_text(int64_t days, char ret[11]);
void when_stamp_text(int64_t ms, char ret[21]); /* milliseconds cut off */
int64_t when_from_ymd(int year, int month, int day);
void when_to_ymd(int64_t days, int *ret_year, int *ret_month, int *ret_day);
/* Adds months, keeping the day where the month has it, else its last day. */
int64_t when_add_months(int64_t days, int months);
/* The real clock, for ctx->clock. */
int64_t when_now(void *unused);

/* How an office writes dates. WHEN_ANY accepts ISO, d.m.yyyy and refuses slashes and dashes that
 * could be both. */
enum when_order { WHEN_ANY, WHEN_DMY, WHEN_MDY };
/* "2026-11-03", "3.11.2026", "03/11/2026" and "03-11-2026" (the latter two by `order`); two-digit
 * years are refused. */
enum when_office { WHEN_BAD, WHEN_OK, WHEN_TWO_READINGS };
enum when_office when_parse_office(struct str s, enum when_order order,
                                   int64_t *ret_days) MUST_CHECK;

/* A time zone. The struct is a few kilobytes; load once per database. */
struct when_zone {
    int n;               /* transitions */
    int64_t at[512];     /* seconds UTC */
    int32_t offset[513]; /* seconds east of UTC; offset[0] before the first transition */
    char rule[64];       /* POSIX rule for the time after the last transition; may be empty */
};
/* By name such as Europe/Berlin or UTC; false when unknown. */
bool when_zone_load(struct when_zone *z, struct str name) MUST_CHECK;
int32_t when_zone_offset(const struct when_zone *z, int64_t ms);
/* The date in the zone at that moment; the last millisecond of a date in the zone. */
int64_t when_zone_date(const struct when_zone *z, int64_t ms);
int64_t when_zone_day_end(const struct when_zone *z, int64_t days);
