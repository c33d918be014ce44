/* Picks the face and hands the list of record types to the store. */
#include "cli/cli.h"
#include "records/records.h"

int main(int argc, char **argv)
{
    static const struct store_options options = { .catalog = &catalog_all, .scale = records_scale };
    return cli_main(argc, argv, &options);
}
