#include "queries/commands.h"

const rap_command *const rap_commands[] = {
#define RAP_COMMAND_ROW(name) &rap_command_##name,
    RAP_COMMANDS(RAP_COMMAND_ROW)
#undef RAP_COMMAND_ROW
        NULL,
};
