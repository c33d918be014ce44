/* Picks the face and hands the list of record types to the store. */
#include "api/api.h"
#include "cli/cli.h"
#include "records/records.h"
#include "web/web.h"

int main(int argc, char **argv)
{
    static const struct store_options options = { .catalog = &catalog_all,
                                                  .scale = records_scale,
                                                  .on = records_on };
    static const struct face *const faces[] = { &api_face, &web_face };
    return cli_main(argc, argv, &options, faces, ARRAY_LEN(faces));
}
