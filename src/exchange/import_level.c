#include "base/num.h"
#include "exchange/import_level.h"

enum { ROWS_NAMED = 50 };

void import_levels_init(struct import_levels *l, const struct import_column *columns, size_t n)
{
    l->n = 0;
    for (size_t i = 0; i < n && l->n < LEVEL_COLUMNS; i++)
        if (columns[i].worked_out && columns[i].worked_out->kind == &kind_score) {
            struct import_level *x = &l->at[l->n++];
            *x = (struct import_level){ .column = i, .f = columns[i].worked_out };
            buf_init(&x->other, 64 << 10);
            buf_init(&x->product, 64 << 10);
        }
}

void import_levels_done(struct import_levels *l)
{
    for (size_t i = 0; i < l->n; i++) {
        buf_done(&l->at[i].other);
        buf_done(&l->at[i].product);
    }
    l->n = 0;
}

/* Likelihood times consequence is what many registers call a score: the factors of a level stand
 * beside it in the type, under its name with other endings. */
static bool is_product(const struct record *r, const struct field *f, int64_t number)
{
    char name[64];
    struct str level = str_z(f->name);
    int64_t product = 1;
    static const char *const factors[] = { "likelihood", "consequence" };
    if (level.n < 6 || level.n > 40 || !str_eq_z(str_tail(level, level.n - 6), "_level"))
        return false;
    for (size_t i = 0; i < ARRAY_LEN(factors); i++) {
        snprintf(name, sizeof name, "%.*s_%s", (int)(level.n - 6), level.p, factors[i]);
        const struct field *x = entity_field(r->type, str_z(name));
        if (!x || rec_is_null(r, entity_place(r->type, x)))
            return false;
        product *= rec_int(r, entity_place(r->type, x));
    }
    return product == number;
}

static bool say_other(struct ctx *c, struct import_level *x, const struct record *r, int64_t row,
                      struct str cell)
{
    const struct value *v = &r->v[entity_place(r->type, x->f)];
    if (x->nother++ >= ROWS_NAMED)
        return true;                      /* counted, not named */
    size_t cut = MIN(cell.n, (size_t)60); /* never inside a character */
    while (cut && cut < cell.n && ((unsigned char)cell.p[cut] & 0xC0) == 0x80)
        cut--;
    cell = str_head(cell, cut);
    buf_add_z(&x->other, x->other.n ? "; " : "");
    struct buf b;
    buf_init(&b, 4096);
    bool ok = v->tag == V_NULL || x->f->kind->show(c, x->f, r, v, &b);
    struct str level = b.n ? buf_str(&b) : S_("none");
    buf_addf(&x->other, _("row %" PRId64 " says \"" STR_FMT "\", worked out is " STR_FMT), row,
             STR_ARG(cell), STR_ARG(level));
    buf_done(&b);
    return ok;
}

static bool look(struct ctx *c, struct import_level *x, struct table *t, const struct record *r)
{
    struct scale scale;
    const struct value *v = &r->v[entity_place(r->type, x->f)];
    bool null;
    int64_t number;
    struct str cell = str_trim(table_cell(c, t, x->column, &null));
    if (!cell.n)
        return true;
    if (!c->store->options.scale(c, r->type, r, x->f->scale, &scale))
        return false;
    int64_t step = score_read(c, scale, cell);
    if (v->tag == V_INT && step == v->i)
        return true;
    if (step || !num_parse_int(cell, &number) || !is_product(r, x->f, number))
        return say_other(c, x, r, t->row, cell);
    if (x->nproduct++ < ROWS_NAMED)
        buf_addf(&x->product, "%s%" PRId64, x->product.n ? ", " : "", t->row);
    return true;
}

bool import_levels_row(struct ctx *c, struct import_levels *l, struct table *t,
                       const struct record *r)
{
    for (size_t i = 0; i < l->n; i++)
        if (!look(c, &l->at[i], t, r))
            return false;
    return true;
}

static struct str more(struct ctx *c, int64_t n)
{
    return n > ROWS_NAMED ? arena_printf(c->mem, _(" and %" PRId64 " more"), n - ROWS_NAMED)
                          : STR("");
}

void import_levels_say(struct ctx *c, const struct import_levels *l, const struct table *t,
                       const struct import_options *o)
{
    for (size_t i = 0; o->notice && i < l->n; i++) {
        const struct import_level *x = &l->at[i];
        struct str heading = t->heading[x->column];
        if (x->nother)
            o->notice(o->arg,
                      arena_printf(c->mem,
                                   _("Column \"" STR_FMT "\" says another level than ratings and "
                                     "criteria give, and is not taken: " STR_FMT STR_FMT "."),
                                   STR_ARG(heading), STR_ARG(buf_str(&x->other)),
                                   STR_ARG(more(c, x->nother))));
        if (x->nproduct)
            o->notice(o->arg,
                      arena_printf(c->mem,
                                   _("Column \"" STR_FMT "\" holds likelihood times consequence, "
                                     "not the level, which the matrix gives: rows " STR_FMT STR_FMT
                                     "."),
                                   STR_ARG(heading), STR_ARG(buf_str(&x->product)),
                                   STR_ARG(more(c, x->nproduct))));
    }
}
