// SPDX-License-Identifier: BSD-3-Clause
/// All that a cell is written with.
#pragma once

#include "language/mistakes.hpp"

#include "language/distributions.hpp"
#include "language/equations.hpp"
#include "language/operators.hpp"
