// SPDX-License-Identifier: BSD-3-Clause
// expect: this_loss_has_neither_row_nor_f_and_df<.*absolute_error
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
