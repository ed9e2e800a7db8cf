// SPDX-License-Identifier: BSD-3-Clause
/// Everything that you need to write a cell.
#pragma once

#include "language/mistakes.hpp"

#include "language/columns.hpp"
#include "language/distributions.hpp"
#include "language/equations.hpp"
#include "language/operators.hpp"
#include "language/order.hpp"
#include "language/reductions.hpp"
