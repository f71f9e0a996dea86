// The fused loops for any processor.
#include "table.h"

namespace attune {
namespace portable {
#include "vector.h"
#include "body.h"
#include "weight_body.h"
#include "adamw_body.h"
#include "adafactor_body.h"
#include "entries.h"
}  // namespace portable
const KernelTable portable_table = portable::table_named("portable");
}  // namespace attune
