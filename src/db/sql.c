#include "base/str.h"
#include "db/db.h"

void sql_init(struct sql *q)
{
    buf_init(&q->text, SQL_MAX);
    q->params = 0;
}

void sql_done(struct sql *q)
{
    buf_done(&q->text);
}

void sql_reset(struct sql *q)
{
    buf_reset(&q->text);
    q->params = 0;
}

void sql_add_constant(struct sql *q, const char *constant)
{
    buf_add_z(&q->text, constant);
}

void sql_ident(struct sql *q, const char *name)
{
    if (!*name || strchr(name, '"'))
        BUG("\"%s\" cannot be the name of a table or column", name);
    buf_add_char(&q->text, '"');
    buf_add_z(&q->text, name);
    buf_add_char(&q->text, '"');
}

void sql_column(struct sql *q, const char *alias, const char *name)
{
    if (*alias) {
        buf_add_z(&q->text, alias);
        buf_add_char(&q->text, '.');
    }
    sql_ident(q, name);
}

void sql_int(struct sql *q, int64_t n)
{
    buf_addf(&q->text, "%" PRId64, n);
}

int sql_param(struct sql *q)
{
    sql_param_again(q, ++q->params);
    return q->params;
}

void sql_param_again(struct sql *q, int n)
{
    buf_addf(&q->text, "$%d", n);
}
