/* Method, target, version and headers in lines: what the gate lets through keeps its promises. */
#include "fuzz.h"
#include "http/gate.h"

enum { HEADERS = 40 };

static void promises(struct str target, const struct gate_header *h, size_t n)
{
    int hosts = 0, lengths = 0, encodings = 0;
    for (size_t i = 0; i < n; i++) {
        hosts += str_ieq(h[i].name, STR("host"));
        lengths += str_ieq(h[i].name, STR("content-length"));
        encodings += str_ieq(h[i].name, STR("transfer-encoding"));
    }
    ptrdiff_t q = str_find_char(target, '?');
    struct str path = q < 0 ? target : str_head(target, (size_t)q);
    if (hosts > 1 || lengths + encodings > 1)
        BUG("two lengths or hosts came through");
    if (!target.n || target.p[0] != '/' || str_find(path, STR("/../")) >= 0 ||
        str_ends(path, STR("/..")) || str_find(path, STR("//")) >= 0 ||
        str_find(path, STR("%2f")) >= 0 || str_find(target, STR("%00")) >= 0)
        BUG("a target came through that must not");
    for (size_t i = 0; i < target.n; i++)
        if ((unsigned char)target.p[i] <= 0x20 || target.p[i] == 0x7f)
            BUG("a control byte came through");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct str rest = { (const char *)data, n }, method, target, version, line, name;
    struct gate_header h[HEADERS];
    size_t headers = 0;
    if (!str_cut(&rest, '\n', &method) || !str_cut(&rest, '\n', &target) ||
        !str_cut(&rest, '\n', &version))
        return 0;
    while (headers < HEADERS && str_cut(&rest, '\n', &line)) {
        struct str value = line;
        if (!str_cut(&value, ':', &name))
            name = (struct str){ NULL, 0 };
        h[headers++] = (struct gate_header){ name, value };
    }
    if (!gate_refuses(method, version, target, h, headers))
        promises(target, h, headers);
    return 0;
}
