// SPDX-License-Identifier: BSD-3-Clause
// expect: a_loss_needs_row_or_f_and_df_of_an_output_and_its_target<.*absolute_error
#include <cmath>
#include <vector>
#include <xrnn/xrnn.hpp>

using network = xrnn::gru<3, 4>;

struct absolute_error
{
    template <class T>
    static T f(T y, T target)
    {
        return std::abs(y - target);
    }

#ifndef MISTAKE
    template <class T>
    static T df(T y, T target)
    {
        return std::copysign(T(1), y - target);
    }
#endif
};

double loss(xrnn::workspace<network>& work, const std::vector<float>& targets)
{
    return xrnn::loss_function<absolute_error>()(work, targets);
}
