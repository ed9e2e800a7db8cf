// SPDX-License-Identifier: BSD-3-Clause
/// The umbrella header: everything that needs nothing but xtensor and xsimd.
///
/// It leaves out kernels/blas.hpp and model/orthogonal.hpp, which need xrnn::blas, distributed/ranks.hpp, which needs
/// xrnn::mpi, and text/character_vocabulary.hpp and text/any_vocabulary.hpp, which need xrnn::utf8; and, because few programs
/// need them, text/read_texts.hpp, text/novelty.hpp and text/kneser_ney.hpp.
#pragma once

#include "version.hpp"

#include "language/mistakes.hpp"

#include "language.hpp"

#include "cells/attention_gru.hpp"
#include "cells/gru.hpp"
#include "cells/layer_norm.hpp"
#include "cells/lstm.hpp"
#include "cells/lstm_variants.hpp"
#include "cells/mgu.hpp"
#include "cells/rnn.hpp"

#include "layers/bidirectional.hpp"
#include "layers/concat.hpp"
#include "layers/dropout.hpp"
#include "layers/embedding.hpp"
#include "layers/highway.hpp"
#include "layers/linear.hpp"
#include "layers/normalise.hpp"
#include "layers/residual.hpp"
#include "layers/seq2seq.hpp"
#include "layers/stack.hpp"

#include "engine/plan_text.hpp"

#include "model/choose_width.hpp"
#include "model/model.hpp"
#include "model/stepper.hpp"
#include "model/team.hpp"
#include "model/workspace.hpp"

#include "training/adagrad.hpp"
#include "training/adam.hpp"
#include "training/binary_cross_entropy.hpp"
#include "training/cell_loss.hpp"
#include "training/clipping.hpp"
#include "training/ctc.hpp"
#include "training/held_out_loss.hpp"
#include "training/long_workspace.hpp"
#include "training/mixture_density.hpp"
#include "training/rmsprop.hpp"
#include "training/schedules.hpp"
#include "training/sgd.hpp"
#include "training/sliding_workspace.hpp"
#include "training/softmax_cross_entropy.hpp"
#include "training/squared_error.hpp"

#include "sampling/beam.hpp"
#include "sampling/draw_stroke.hpp"
#include "sampling/greedy.hpp"
#include "sampling/sampler.hpp"

#include "text/line_batches.hpp"
#include "text/read_file.hpp"
#include "text/split.hpp"
#include "text/streams.hpp"
#include "text/vocabulary.hpp"
#include "text/whole_characters.hpp"
#include "text/word_vocabulary.hpp"
