#include "db/db.h"

static const struct db_dialect dialects[DB_N] = {
    [DB_SQLITE] = { .name = "sqlite",
                    .integer = "INTEGER",
                    .real = "REAL",
                    .text = "TEXT",
                    .blob = "BLOB",
                    .table_suffix = " STRICT",
                    .rowid_suffix = " STRICT, WITHOUT ROWID",
                    .drop_column = "DROP COLUMN" },
    [DB_PG] = { .name = "postgresql",
                .integer = "BIGINT",
                .real = "DOUBLE PRECISION",
                .text = "TEXT",
                .blob = "BYTEA",
                .table_suffix = "",
                .rowid_suffix = "",
                .drop_column = "DROP COLUMN" },
};

const struct db_dialect *db_dialect(enum db_engine e)
{
    if (e >= DB_N)
        BUG("no such database engine");
    return &dialects[e];
}
