/*
 * Numbers from text and back, without locale and without surprises. Threads: any.
 */
#pragma once

struct buf;

enum { NUM_INT_MAX = 20 }; /* most bytes of an integer's text */

/* Writes the digits of n, and its sign, so that they end before `end`, where NUM_INT_MAX bytes must
 * be free; where they begin. For places where printf would be most of the time. */
char *num_digits(char *end, int64_t n);
/* Decimal integer, optional sign, nothing else around it. False when it is none or does not fit. */
bool num_parse_int(struct str s, int64_t *ret) MUST_CHECK;
/* Decimal number with optional sign, fraction and exponent; finite. Decimal point only. */
bool num_parse_real(struct str s, double *ret) MUST_CHECK;
/* A decimal with at most `digits` places, as an integer of units of 10^-digits: ("12.5", 2) is
 * 1250. Accepts "1200.00", "1'200.00", "1,200.00", "1.200,00", "1 200,00": the last of . and , is
 * the decimal mark when both occur or when one is followed by other than three digits; "1,200"
 * alone is refused as two-fold. */
bool num_parse_fixed(struct str s, int digits, int64_t *ret) MUST_CHECK;
void num_add_fixed(struct buf *b, int64_t units, int digits);
/* The same for people: thousands apart, with the marks given. */
void num_add_grouped(struct buf *b, int64_t units, int digits, struct str group, struct str point);
/* Units in one: 100 for 2 digits; digits 0 to 18. */
int64_t num_units(int digits);
/* Shortest text that parses back to the same number; NaN and infinity are a BUG. */
void num_add_real(struct buf *b, double r);
