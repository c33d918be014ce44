#include "base/str.h"
#include "base/when.h"

/*
 * Time zones from the system's TZif files (RFC 8536): the 64-bit block, and the POSIX rule in the
 * footer for the time after the last transition. libc's own functions keep the zone in a global,
 * which a server cannot use.
 */

enum { ZONE_FILE_MAX = 64 << 10, ZONE_MAX = 512 };

static int64_t be(const uint8_t *p, int n)
{
    uint64_t v = 0;
    for (int i = 0; i < n; i++)
        v = v << 8 | p[i];
    return n == 4 ? (int32_t)(uint32_t)v : (int64_t)v;
}

struct head {
    int64_t isut, isstd, leap, time, type, chars;
};

static bool read_head(const uint8_t *p, size_t n, struct head *h)
{
    if (n < 44 || memcmp(p, "TZif", 4) != 0)
        return false;
    *h = (struct head){ be(p + 20, 4), be(p + 24, 4), be(p + 28, 4),
                        be(p + 32, 4), be(p + 36, 4), be(p + 40, 4) };
    return h->isut >= 0 && h->isstd >= 0 && h->leap >= 0 && h->time >= 0 &&
           h->time < ZONE_MAX * 4 && h->type > 0 && h->type <= 256 && h->chars >= 0 &&
           h->chars <= 4096 && h->leap <= 4096 && h->isut <= 256 && h->isstd <= 256;
}

static size_t body_size(const struct head *h, size_t width)
{
    return (size_t)h->time * (width + 1) + (size_t)h->type * 6 + (size_t)h->chars +
           (size_t)h->leap * (width + 4) + (size_t)h->isstd + (size_t)h->isut;
}

static bool read_body(struct when_zone *z, const uint8_t *p, size_t n, const struct head *h)
{
    size_t size = body_size(h, 8), times = (size_t)h->time;
    const uint8_t *types = p + times * 9;
    if (n < size)
        return false;
    size_t skip = times > ZONE_MAX ? times - ZONE_MAX : 0; /* only the newest are of interest */
    z->n = (int)(times - skip);
    z->offset[0] = (int32_t)be(types + (skip ? 6 * p[times * 8 + skip - 1] : 0), 4);
    for (size_t i = 0; i < times - skip; i++) {
        uint8_t type = p[times * 8 + skip + i];
        if (type >= h->type)
            return false;
        z->at[i] = be(p + (skip + i) * 8, 8);
        z->offset[i + 1] = (int32_t)be(types + 6 * type, 4);
    }
    p += size;
    n -= size;
    const uint8_t *end = n > 2 && p[0] == '\n' ? memchr(p + 1, '\n', n - 1) : NULL;
    size_t len = end ? (size_t)(end - p - 1) : 0;
    if (len >= sizeof z->rule)
        len = 0;
    memcpy(z->rule, p + 1, len);
    z->rule[len] = '\0';
    return true;
}

static bool name_is_safe(struct str name)
{
    for (size_t i = 0; i < name.n; i++) {
        char ch = name.p[i];
        bool ok = (ch >= 'A' && ch <= 'Z') || (ch >= 'a' && ch <= 'z') ||
                  (ch >= '0' && ch <= '9') || strchr("/_+-", ch);
        if (!ok)
            return false;
    }
    return name.n && name.n < 64 && name.p[0] != '/';
}

bool when_zone_load(struct when_zone *z, struct str name)
{
    static const char *const folders[] = { "/usr/share/zoneinfo", "/usr/lib/zoneinfo",
                                           "/etc/zoneinfo" };
    uint8_t data[ZONE_FILE_MAX];
    *z = (struct when_zone){ 0 };
    if (str_eq_z(name, "UTC") || str_eq_z(name, "Etc/UTC"))
        return true;
    if (!name_is_safe(name))
        return false;
    for (size_t i = 0; i < ARRAY_LEN(folders); i++) {
        char path[128];
        struct head h;
        snprintf(path, sizeof path, "%s/" STR_FMT, folders[i], STR_ARG(name));
        int fd = open(path, O_RDONLY | O_CLOEXEC);
        ssize_t n = fd >= 0 ? read(fd, data, sizeof data) : -1;
        if (fd >= 0)
            close(fd);
        if (n < 44 || !read_head(data, (size_t)n, &h) || data[4] < '2')
            continue;
        size_t second = 44 + body_size(&h, 4);
        if (second + 44 <= (size_t)n && read_head(data + second, (size_t)n - second, &h))
            return read_body(z, data + second + 44, (size_t)n - second - 44, &h);
    }
    return false;
}

/* --- the rule: CET-1CEST,M3.5.0,M10.5.0/3 --- */

static const char *skip_name(const char *p)
{
    if (*p == '<') {
        const char *end = strchr(p, '>');
        return end ? end + 1 : p;
    }
    while ((*p >= 'A' && *p <= 'Z') || (*p >= 'a' && *p <= 'z'))
        p++;
    return p;
}

/* [+-]hh[:mm[:ss]] in seconds. */
static const char *rule_time(const char *p, int32_t *ret)
{
    int sign = *p == '-' ? -1 : 1, unit = 3600;
    int32_t v = 0;
    if (*p == '-' || *p == '+')
        p++;
    while (unit) {
        int part = 0;
        while (*p >= '0' && *p <= '9' && part < 1000)
            part = part * 10 + (*p++ - '0');
        v += part * unit;
        unit = unit == 3600 ? 60 : unit == 60 ? 1 : 0;
        if (*p != ':')
            break;
        p++;
    }
    *ret = sign * v;
    return p;
}

/* Mm.w.d[/time]: local seconds since the epoch of that moment in the year; other forms are not used
 * by living zones. */
static bool rule_moment(const char **p, int year, int64_t *ret)
{
    int m, w, d, used = 0;
    int32_t at = 7200;
    if (sscanf(*p, ",M%d.%d.%d%n", &m, &w, &d, &used) != 3 || m < 1 || m > 12 || w < 1 || w > 5 ||
        d < 0 || d > 6)
        return false;
    *p += used;
    if (**p == '/')
        *p = rule_time(*p + 1, &at);
    int64_t first = when_from_ymd(year, m, 1);
    int64_t day =
        first + ((d - (first + 4) % 7) % 7 + 7) % 7 + 7 * (w - 1); /* 1970-01-01 was a Thursday */
    int64_t next = m == 12 ? when_from_ymd(year + 1, 1, 1) : when_from_ymd(year, m + 1, 1);
    while (day >= next)
        day -= 7;
    *ret = day * 86400 + at;
    return true;
}

static int32_t rule_offset(const char *rule, int64_t sec)
{
    int32_t std, dst;
    const char *p = rule_time(skip_name(rule), &std);
    std = -std;
    dst = std + 3600;
    if (!*p)
        return std;
    p = skip_name(p);
    if (*p && *p != ',') {
        p = rule_time(p, &dst);
        dst = -dst;
    }
    int year, month, day;
    int64_t start, end;
    when_to_ymd((sec + std) / 86400, &year, &month, &day);
    if (!rule_moment(&p, year, &start) || !rule_moment(&p, year, &end))
        return std;
    start -= std;
    end -= dst;
    bool in = start < end ? sec >= start && sec < end : sec >= start || sec < end;
    return in ? dst : std;
}

int32_t when_zone_offset(const struct when_zone *z, int64_t ms)
{
    int64_t sec = ms / 1000;
    if ((!z->n || sec >= z->at[z->n - 1]) && z->rule[0])
        return rule_offset(z->rule, sec);
    int low = 0, high = z->n; /* number of transitions at or before sec */
    while (low < high) {
        int mid = (low + high) / 2;
        if (z->at[mid] <= sec)
            low = mid + 1;
        else
            high = mid;
    }
    return z->offset[low];
}

int64_t when_zone_date(const struct when_zone *z, int64_t ms)
{
    int64_t local = ms + when_zone_offset(z, ms) * INT64_C(1000);
    return local / WHEN_DAY_MS - (local % WHEN_DAY_MS < 0);
}

int64_t when_zone_day_end(const struct when_zone *z, int64_t days)
{
    int64_t local = (days + 1) * WHEN_DAY_MS;
    int64_t ms = local - when_zone_offset(z, local) * INT64_C(1000);
    ms = local - when_zone_offset(z, ms) *
                     INT64_C(1000); /* once more where the change of clocks lies between */
    return ms - 1;
}
