// SPDX-License-Identifier: BSD-3-Clause
/// Ways to add up the gradients of all ranks: mpirun -n 2 distributed_sums
/// xrnn's, MPI_Allreduce, and two that try to hide the messages: pieces without blocking, so that one is added while the
/// next is on its way; and a sum that runs while the processor computes something else.
#include <xrnn/distributed/communicator.hpp>

#include <chrono>
#include <cstdio>
#include <limits>

namespace
{

/// A block of numbers with the memory that the ways need.
struct block
{
    xrnn::detail::communicator& all;
    std::vector<float> numbers;
    std::vector<float> others;
    std::vector<double> factors = std::vector<double>(all.size(), 1.0);

    block(xrnn::detail::communicator& ranks, std::size_t size)
        : all(ranks)
        , numbers(size, 1.0f)
        , others(size)
    {
    }

    int size() const { return static_cast<int>(numbers.size()); }
};

void by_xrnn(block& b)
{
    b.all.add_up(std::span<float>(b.numbers), std::span<const double>(b.factors));
}

void by_allreduce(block& b)
{
    MPI_Allreduce(b.numbers.data(), b.others.data(), b.size(), MPI_FLOAT, MPI_SUM, MPI_COMM_WORLD);
}

/// Like by_xrnn, for sizes that pieces and ranks divide.
void by_pieces_without_blocking(block& b)
{
    const int ranks = static_cast<int>(b.all.size());
    const int slice = std::min(1 << 16, b.size() / ranks);
    const int piece = slice * ranks;
    const auto count = static_cast<std::size_t>(b.size() / piece);
    std::vector<MPI_Request> arriving(count);
    std::vector<MPI_Request> leaving(count);
    const auto receive = [&](std::size_t p) {
        const std::size_t first = p * static_cast<std::size_t>(piece);
        MPI_Ialltoall(b.numbers.data() + first, slice, MPI_FLOAT, b.others.data() + first, slice, MPI_FLOAT,
            MPI_COMM_WORLD, &arriving[p]);
    };
    receive(0);
    for (std::size_t p = 0; p < count; ++p)
    {
        if (p + 1 < count)
        {
            receive(p + 1);
        }
        MPI_Wait(&arriving[p], MPI_STATUS_IGNORE);
        float* const first = b.numbers.data() + p * static_cast<std::size_t>(piece);
        xrnn::detail::add_in_order(b.others.data() + (first - b.numbers.data()), std::span<const double>(b.factors),
            static_cast<std::size_t>(slice), first + b.all.rank() * static_cast<std::size_t>(slice));
        MPI_Iallgather(MPI_IN_PLACE, 0, MPI_DATATYPE_NULL, first, slice, MPI_FLOAT, MPI_COMM_WORLD, &leaving[p]);
    }
    MPI_Waitall(static_cast<int>(count), leaving.data(), MPI_STATUSES_IGNORE);
}

/// About as long as a sum of a few million numbers.
void compute()
{
    volatile double result = 1;
    for (int i = 0; i < 1'000'000; ++i)
    {
        result = result * 1.0000001 + 1e-9;
    }
}

template <class BeforeTheWait, class AfterIt>
void sum_and_compute(block& b, BeforeTheWait before, AfterIt after)
{
    MPI_Request sum = MPI_REQUEST_NULL;
    MPI_Iallreduce(b.numbers.data(), b.others.data(), b.size(), MPI_FLOAT, MPI_SUM, MPI_COMM_WORLD, &sum);
    before();
    MPI_Wait(&sum, MPI_STATUS_IGNORE);
    after();
}

void one_after_the_other(block& b)
{
    sum_and_compute(
        b, [] {}, compute);
}

void at_the_same_time(block& b)
{
    sum_and_compute(b, compute, [] {});
}

/// The least of several times of the slowest rank, in milliseconds.
double least_time(block& b, void (*way)(block&))
{
    double least = std::numeric_limits<double>::infinity();
    for (int i = 0; i < 15; ++i)
    {
        MPI_Barrier(MPI_COMM_WORLD);
        const auto start = std::chrono::steady_clock::now();
        way(b);
        const std::chrono::duration<double, std::milli> own = std::chrono::steady_clock::now() - start;
        double slowest = 0;
        const double time = own.count();
        MPI_Allreduce(&time, &slowest, 1, MPI_DOUBLE, MPI_MAX, MPI_COMM_WORLD);
        least = std::min(least, slowest);
    }
    return least;
}

} // namespace

int main()
{
    xrnn::detail::communicator ranks;
    for (const std::size_t size : {1u << 12, 1u << 16, 1u << 20, 1u << 22, 1u << 24})
    {
        block b(ranks, size);
        const double xrnn = least_time(b, by_xrnn);
        const double allreduce = least_time(b, by_allreduce);
        const double pieces = least_time(b, by_pieces_without_blocking);
        const double after = least_time(b, one_after_the_other);
        const double together = least_time(b, at_the_same_time);
        if (ranks.rank() == 0)
        {
            std::printf("%8.3f MB: xrnn %7.3f ms, MPI_Allreduce %7.3f ms, pieces without blocking %7.3f ms; "
                        "with other work, one after the other %7.3f ms, at the same time %7.3f ms\n",
                static_cast<double>(size * sizeof(float)) * 1e-6, xrnn, allreduce, pieces, after, together);
        }
    }
}
