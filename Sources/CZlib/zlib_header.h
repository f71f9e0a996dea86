// The system's zlib; scripts/setup sees to its header.
#include <zlib.h>
