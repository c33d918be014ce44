#include "base/num.h"
#include "store/kind.h"
#include "store/store.h"

/*
 * A file kept beside the database by its SHA-256. The value is "HEX SIZE NAME": the 64 digits, the
 * size in bytes, the name it came under. Typed on the command line it is a path, which is copied
 * in.
 */

bool file_value_cut(struct str v, struct str *ret_hex, int64_t *ret_size, struct str *ret_name)
{
    struct str rest = v, size;
    uint8_t raw[32];
    if (!str_cut(&rest, ' ', ret_hex) || !str_cut(&rest, ' ', &size))
        return false;
    *ret_name = rest;
    return rest.n > 0 && hex_decode(*ret_hex, raw, sizeof raw) && num_parse_int(size, ret_size) &&
           *ret_size >= 0;
}

static bool parse_file(struct ctx *c, const struct field *f, const struct record *r, struct str s,
                       struct value *ret)
{
    struct str hex, name, path;
    int64_t size;
    (void)r;
    s = str_trim(s);
    if (file_value_cut(s, &hex, &size, &name)) {
        struct stat st;
        path = store_file_path(c, s);
        if (stat(path.p, &st) != 0 || st.st_size != size)
            return problem_add(c, f->name, "unknown", s,
                               "%s: no stored file has this digest and size.", lang_text(f->label));
        *ret = (struct value){ .tag = V_TEXT, .s = s };
        return true;
    }
    if (!c->via || strcmp(c->via, "cli") != 0)
        return problem_add(c, f->name, "format", s, "%s: upload the file first.",
                           lang_text(f->label));
    if (!store_file_put(c, s, &path))
        return problem_take(c, f, s);
    *ret = (struct value){ .tag = V_TEXT, .s = path };
    return true;
}

static bool json_file(struct ctx *c, const struct field *f, const struct value *v, struct jout *j)
{
    struct str hex, name;
    int64_t size;
    (void)c;
    (void)f;
    if (!file_value_cut(v->s, &hex, &size, &name)) {
        jout_null(j);
        return true;
    }
    jout_begin(j);
    jout_key(j, "name");
    jout_str(j, name);
    jout_key(j, "size");
    jout_int(j, size);
    jout_key(j, "sha256");
    jout_str(j, hex);
    jout_end(j);
    return true;
}

const struct kind kind_file = { .name = "file",
                                .tag = V_TEXT,
                                .json_type = "object",
                                .hint = "the path of a file",
                                .parse = parse_file,
                                .text = kind_text_text,
                                .json = json_file };
