// SPDX-License-Identifier: BSD-3-Clause
/// Connectionist temporal classification: its value over all paths, and its slopes.
#include <cmath>
#include <vector>

#include <xrnn/training/ctc.hpp>

#include "check.hpp"

using namespace xrnn;
using tests::check;

namespace
{

constexpr std::size_t T = 4, K = 3;

/// What ctc asks of a workspace: a window of four steps of two rows.
struct window
{
    std::vector<double> logits = std::vector<double>(T * 2 * K);
    std::vector<double> adjoints = std::vector<double>(T * 2 * K, 7);

    static bool is_packed() { return false; }
    auto output() const { return detail::sequence_view(logits.data(), T, 2, K, K); }
    auto output_adjoint() { return detail::sequence_view(adjoints.data(), T, 2, K, K); }
    auto packed_output() const { return output(); }
    auto packed_output_adjoint() { return output_adjoint(); }
};

const std::vector<std::vector<id>> labels{{1, 1}, {2}};

/// -log of the sum over all paths of a row.
double over_all_paths(const window& w, std::size_t row)
{
    double p = 0;
    for (std::size_t path = 0; path < 81; ++path)
    {
        std::vector<id> found;
        double of_path = 1;
        std::size_t before = 0;
        for (std::size_t t = 0, rest = path; t < T; ++t, rest /= K)
        {
            const double* z = w.logits.data() + (t * 2 + row) * K;
            of_path *= std::exp(z[rest % K]) / (std::exp(z[0]) + std::exp(z[1]) + std::exp(z[2]));
            if (rest % K != before && rest % K != 0)
            {
                found.push_back(static_cast<id>(rest % K));
            }
            before = rest % K;
        }
        p += found == labels[row] ? of_path : 0;
    }
    return -std::log(p);
}

} // namespace

int main()
{
    window w;
    for (std::size_t i = 0; i < w.logits.size(); ++i)
    {
        w.logits[i] = std::sin(1.7 * static_cast<double>(i));
    }
    ctc loss(T, 2);
    const double expected = over_all_paths(w, 0) + over_all_paths(w, 1);
    check(std::abs(loss(w, labels) - expected) < 1e-12, "the loss is that of all paths");
    check(std::abs(loss(w, labels, reduction::mean) - expected / 2) < 1e-12, "the mean is over rows");
    const double sum = loss(w, labels);
    const std::vector<double> adjoints = w.adjoints;
    for (std::size_t i = 0; i < w.logits.size(); ++i)
    {
        window other = w;
        other.logits[i] += 1e-6;
        const double slope = (loss(other, labels) - sum) / 1e-6;
        check(std::abs(slope - adjoints[i]) < 1e-5, "the adjoint is the slope");
    }
}
