// SPDX-License-Identifier: BSD-3-Clause
// expect: an_input_cannot_have_an_equation_it_is_fed_from_outside<.*'v'
#include <xrnn/language.hpp>

constexpr xrnn::held<"v", 3> v{};
constexpr xrnn::input<"x", 3> x{};
#ifdef MISTAKE
constexpr auto step = equations(v = tanh(x));
#else
constexpr xrnn::value<"y", 3> y{};
constexpr auto step = equations(y = v * tanh(x));
#endif
