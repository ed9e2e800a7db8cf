// SPDX-License-Identifier: BSD-3-Clause
/// The umbrella: all that needs xtensor and xsimd and nothing else.
///
/// Not in it, because they need xrnn::blas: kernels/blas.hpp and model/orthogonal.hpp.
#pragma once

#include "version.hpp"

#include "language/mistakes.hpp"

#include "language.hpp"

#include "cells/gru.hpp"
#include "cells/lstm.hpp"
#include "cells/lstm_variants.hpp"
#include "cells/mgu.hpp"
#include "cells/rnn.hpp"

#include "layers/dropout.hpp"
#include "layers/embedding.hpp"
#include "layers/linear.hpp"
#include "layers/stack.hpp"

#include "model/model.hpp"
#include "model/stepper.hpp"
#include "model/workspace.hpp"

#include "training/sgd.hpp"
#include "training/softmax_cross_entropy.hpp"
