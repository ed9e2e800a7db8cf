// SPDX-License-Identifier: BSD-3-Clause
/// kneser_ney FILE: what n-gram models of each order make of a text, trained on its first 90 %, in nats a character.
#include <xrnn/text/kneser_ney.hpp>
#include <xrnn/xrnn.hpp>

#include <chrono>
#include <cstdio>
#include <exception>

namespace
{

double seconds_since(std::chrono::steady_clock::time_point start)
{
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

void run(const std::string& path)
{
    const std::string text = xrnn::read_file(path);
    const xrnn::vocabulary letters(text);
    const std::vector<xrnn::id> ids = letters.encode(text);
    const auto parts = xrnn::split(ids, {.training = 0.9, .validation = 0.05, .test = 0.05});
    std::printf("%zu characters, %zu of them different\n", ids.size(), letters.size());
    std::printf("discounts  order  validation    test  training\n");
    for (const xrnn::discounts how : {xrnn::discounts::one, xrnn::discounts::three})
    {
        for (std::size_t order = 1; order <= xrnn::kneser_ney::highest_order; ++order)
        {
            const auto start = std::chrono::steady_clock::now();
            const xrnn::kneser_ney model(parts.training, letters.size(), order, how);
            const double training = seconds_since(start);
            std::printf("%9s  %5zu  %10.4f  %6.4f  %6.2f s\n", how == xrnn::discounts::one ? "one" : "three", order,
                model.nats(parts.validation), model.nats(parts.test), training);
        }
    }
}

} // namespace

int main(int count, char** arguments)
{
    if (count != 2)
    {
        std::fprintf(stderr, "usage: kneser_ney FILE\n");
        return 2;
    }
    try
    {
        run(arguments[1]);
    }
    catch (const std::exception& error)
    {
        std::fprintf(stderr, "%s\n", error.what());
        return 1;
    }
}
