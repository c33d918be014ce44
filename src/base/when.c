#include "base/when.h"
#include "base/num.h"
#include "base/str.h"

static const char month_days[12] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };

static bool is_leap(int year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static int days_in(int year, int month)
{
    return month_days[month - 1] + (month == 2 && is_leap(year));
}

/* Days from civil date, with years that begin in March: the leap day is the last of its year. */
int64_t when_from_ymd(int year, int month, int day)
{
    int64_t y = year - (month <= 2);
    int64_t era = (y >= 0 ? y : y - 399) / 400;
    int64_t yoe = y - era * 400;
    int64_t doy = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    return era * 146097 + yoe * 365 + yoe / 4 - yoe / 100 + doy - 719468;
}

void when_to_ymd(int64_t days, int *ret_year, int *ret_month, int *ret_day)
{
    int64_t z = days + 719468;
    int64_t era = (z >= 0 ? z : z - 146096) / 146097;
    int64_t doe = z - era * 146097;
    int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
    int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    int64_t mp = (5 * doy + 2) / 153;
    *ret_day = (int)(doy - (153 * mp + 2) / 5 + 1);
    *ret_month = (int)(mp < 10 ? mp + 3 : mp - 9);
    *ret_year = (int)(yoe + era * 400 + (*ret_month <= 2));
}

static bool digits(struct str s, size_t from, size_t n, int *ret)
{
    int v = 0;
    if (from + n > s.n)
        return false;
    for (size_t i = from; i < from + n; i++) {
        if (s.p[i] < '0' || s.p[i] > '9')
            return false;
        v = v * 10 + (s.p[i] - '0');
    }
    *ret = v;
    return true;
}

static bool valid(int y, int m, int d)
{
    return y >= 1 && y <= 9999 && m >= 1 && m <= 12 && d >= 1 && d <= days_in(y, m);
}

bool when_parse_date(struct str s, int64_t *ret_days)
{
    int y, m, d;
    if (s.n != WHEN_DATE_LEN || !digits(s, 0, 4, &y) || s.p[4] != '-' || !digits(s, 5, 2, &m) ||
        s.p[7] != '-' || !digits(s, 8, 2, &d) || !valid(y, m, d))
        return false;
    *ret_days = when_from_ymd(y, m, d);
    return true;
}

bool when_parse_stamp(struct str s, int64_t *ret_ms)
{
    int64_t days;
    int h, m, sec;
    if (s.n != WHEN_STAMP_LEN || !when_parse_date(str_head(s, 10), &days) || s.p[10] != 'T' ||
        !digits(s, 11, 2, &h) || s.p[13] != ':' || !digits(s, 14, 2, &m) || s.p[16] != ':' ||
        !digits(s, 17, 2, &sec) || s.p[19] != 'Z' || h > 23 || m > 59 || sec > 59)
        return false;
    *ret_ms = days * WHEN_DAY_MS + ((h * 60 + m) * 60 + sec) * INT64_C(1000);
    return true;
}

void when_date_text(int64_t days, char ret[11])
{
    int y, m, d;
    when_to_ymd(days, &y, &m, &d);
    snprintf(ret, 11, "%04u-%02u-%02u", (unsigned)y % 10000, (unsigned)m % 100, (unsigned)d % 100);
}

static int64_t floor_div(int64_t a, int64_t b)
{
    return a / b - (a % b < 0);
}

void when_stamp_text(int64_t ms, char ret[21])
{
    int64_t days = floor_div(ms, WHEN_DAY_MS);
    unsigned sec = (unsigned)((ms - days * WHEN_DAY_MS) / 1000);
    when_date_text(days, ret);
    snprintf(ret + 10, 11, "T%02u:%02u:%02uZ", sec / 3600 % 24, sec / 60 % 60, sec % 60);
}

int64_t when_add_months(int64_t days, int months)
{
    int y, m, d;
    when_to_ymd(days, &y, &m, &d);
    int64_t all = (int64_t)y * 12 + m - 1 + months;
    y = (int)floor_div(all, 12);
    m = (int)(all - (int64_t)y * 12) + 1;
    return when_from_ymd(y, m, MIN(d, days_in(y, m)));
}

int64_t when_now(void *unused)
{
    struct timespec ts;
    (void)unused;
    clock_gettime(CLOCK_REALTIME, &ts);
    return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

/* Three numbers with one separator between them. */
static bool three(struct str s, char sep, int ret[3], size_t len[3])
{
    struct str part;
    int n = 0;
    while (n < 3 && str_cut(&s, sep, &part)) {
        if (part.n < 1 || part.n > 4 || !digits(part, 0, part.n, &ret[n]))
            return false;
        len[n++] = part.n;
    }
    return n == 3 && !s.n;
}

enum when_office when_parse_office(struct str s, enum when_order order, int64_t *ret_days)
{
    int v[3];
    size_t len[3];
    if (when_parse_date(s, ret_days))
        return WHEN_OK;
    bool dots = str_find_char(s, '.') >= 0, either = !dots; /* dots are day first everywhere */
    char sep = dots ? '.' : str_find_char(s, '/') >= 0 ? '/' : '-';
    if (!three(s, sep, v, len) || len[2] != 4 || len[0] > 2 || len[1] > 2)
        return WHEN_BAD;
    bool dmy = valid(v[2], v[1], v[0]), mdy = valid(v[2], v[0], v[1]);
    if (either && order == WHEN_ANY && dmy && mdy && v[0] != v[1])
        return WHEN_TWO_READINGS;
    bool month_first = either && (order == WHEN_MDY || (order == WHEN_ANY && !dmy));
    if (month_first ? !mdy : !dmy)
        return WHEN_BAD;
    *ret_days = month_first ? when_from_ymd(v[2], v[0], v[1]) : when_from_ymd(v[2], v[1], v[0]);
    return WHEN_OK;
}
