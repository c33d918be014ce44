#include "http/gate.h"

static const char *method_refused(struct str m)
{
    for (size_t i = 0; i < m.n; i++)
        if (m.p[i] < 'A' || m.p[i] > 'Z')
            return "The method is not written in capital letters.";
    return str_eq_z(m, "TRACE") || str_eq_z(m, "CONNECT") ? "This method is not served." : NULL;
}

/* Segments "." and ".." are refused encoded or not: nobody needs them, proxies disagree on them. */
static bool dot_segment(struct str path)
{
    struct str rest = path, part;
    while (str_cut(&rest, '/', &part)) {
        char plain[8];
        size_t n = 0;
        for (size_t i = 0; i < part.n && n < sizeof plain; i++) {
            bool dot = i + 2 < part.n && part.p[i] == '%' && part.p[i + 1] == '2' &&
                       (part.p[i + 2] == 'e' || part.p[i + 2] == 'E');
            plain[n++] = dot ? '.' : part.p[i];
            i += dot ? 2 : 0;
        }
        if ((n == 1 && plain[0] == '.') || (n == 2 && plain[0] == '.' && plain[1] == '.'))
            return true;
    }
    return false;
}

static const char *target_refused(struct str t)
{
    if (!t.n || t.p[0] != '/')
        return "The target must be a path that begins with a slash.";
    if (t.n > HTTP_TARGET)
        return "The target is too long.";
    ptrdiff_t q = str_find_char(t, '?');
    struct str path = q < 0 ? t : str_head(t, (size_t)q);
    for (size_t i = 0; i < t.n; i++) {
        unsigned char ch = (unsigned char)t.p[i];
        if (ch <= 0x20 || ch == 0x7f || ch == '\\' || ch == '#')
            return "The target holds a byte that must be written as %XX.";
        if (ch == '%' && i + 2 < t.n && t.p[i + 1] == '0' && t.p[i + 2] == '0')
            return "The target holds a NUL byte.";
    }
    for (size_t i = 0; i + 2 < path.n; i++)
        if (path.p[i] == '%' && ((path.p[i + 1] == '2' && (path.p[i + 2] | 32) == 'f') ||
                                 (path.p[i + 1] == '5' && (path.p[i + 2] | 32) == 'c')))
            return "The path holds an encoded slash.";
    if (str_find(path, STR("//")) >= 0)
        return "The path holds an empty segment.";
    return dot_segment(path) ? "The path holds a dot segment." : NULL;
}

static const char *header_refused(const struct gate_header *h)
{
    for (size_t i = 0; i < h->name.n; i++) {
        unsigned char ch = (unsigned char)h->name.p[i];
        if (ch <= 0x20 || ch >= 0x7f || strchr("()<>@,;:\\\"/[]?={}", ch))
            return "A header name holds a blank or another byte that it must not.";
    }
    for (size_t i = 0; i < h->value.n; i++) {
        unsigned char ch = (unsigned char)h->value.p[i];
        if ((ch < 0x20 && ch != '\t') || ch == 0x7f)
            return "A header value holds a control byte.";
    }
    return h->name.n ? NULL : "A header has no name.";
}

static const char *length_refused(struct str v)
{
    if (!v.n || v.n > 18)
        return "Content-Length is not a number.";
    for (size_t i = 0; i < v.n; i++)
        if (v.p[i] < '0' || v.p[i] > '9')
            return "Content-Length is not a number.";
    return NULL;
}

const char *gate_refuses(struct str method, struct str version, struct str target,
                         const struct gate_header *h, size_t n)
{
    int hosts = 0, lengths = 0, encodings = 0;
    const char *why = method_refused(method);
    if (!why)
        why = target_refused(target);
    if (!why && !str_eq_z(version, "HTTP/1.1") && !str_eq_z(version, "HTTP/1.0"))
        why = "Only HTTP/1.1 and HTTP/1.0 are spoken.";
    for (size_t i = 0; i < n && !why; i++) {
        why = header_refused(&h[i]);
        hosts += str_ieq(h[i].name, STR("Host"));
        encodings += str_ieq(h[i].name, STR("Transfer-Encoding"));
        if (str_ieq(h[i].name, STR("Content-Length"))) {
            lengths++;
            why = why ? why : length_refused(h[i].value);
        }
        if (!why && str_ieq(h[i].name, STR("Transfer-Encoding")) &&
            !str_ieq(h[i].value, STR("chunked")))
            why = "Only the transfer encoding chunked is taken.";
    }
    if (why)
        return why;
    if (lengths > 1 || encodings > 1 || (lengths && encodings))
        return "The length of the body is given more than once.";
    if (hosts != 1 && (hosts > 1 || str_eq_z(version, "HTTP/1.1")))
        return "Exactly one Host header is needed.";
    return NULL;
}
