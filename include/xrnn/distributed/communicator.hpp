// SPDX-License-Identifier: BSD-3-Clause
/// The messages that ranks exchange, on MPI, with every call checked. Link xrnn::mpi.
#pragma once

#include <mpi.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdlib>
#include <span>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <vector>

namespace xrnn::detail
{

/// Throws std::runtime_error, with what MPI says, if a call has failed.
inline void check_mpi(int status, const char* call)
{
    if (status != MPI_SUCCESS)
    {
        std::array<char, MPI_MAX_ERROR_STRING> text{};
        int size = 0;
        MPI_Error_string(status, text.data(), &size);
        throw std::runtime_error(
            std::string("xrnn: ") + call + " failed: " + std::string(text.data(), static_cast<std::size_t>(size)));
    }
}

template <class T>
MPI_Datatype mpi_type()
{
    static_assert(std::is_same_v<T, float> || std::is_same_v<T, double>);
    return std::is_same_v<T, float> ? MPI_FLOAT : MPI_DOUBLE;
}

/// sum[i] is the sum over all ranks r of factors[r] * parts[r * size + i]. Each sum is made in double, in the order of
/// the ranks, and rounded once.
template <class T>
void add_in_order(const T* parts, std::span<const double> factors, std::size_t size, T* sum)
{
    std::array<double, 512> sums; // rank by rank over a few numbers, so that the compiler can use SIMD
    for (std::size_t first = 0; first < size; first += sums.size())
    {
        const std::size_t count = std::min(sums.size(), size - first);
        for (std::size_t i = 0; i < count; ++i)
        {
            sums[i] = factors[0] * static_cast<double>(parts[first + i]);
        }
        for (std::size_t r = 1; r < factors.size(); ++r)
        {
            const T* part = parts + r * size + first;
            for (std::size_t i = 0; i < count; ++i)
            {
                sums[i] += factors[r] * static_cast<double>(part[i]);
            }
        }
        std::transform(sums.begin(), sums.begin() + count, sum + first, [](double s) { return static_cast<T>(s); });
    }
}

/// All ranks of the program, in a communicator of its own, so that these messages do not mix with the user's.
class communicator
{
public:
    /// Starts MPI unless that has been done. Throws std::logic_error if MPI is over: it starts once in a program.
    communicator()
    {
        int is_running = 0;
        int is_over = 0;
        check_mpi(MPI_Initialized(&is_running), "MPI_Initialized");
        check_mpi(MPI_Finalized(&is_over), "MPI_Finalized");
        if (is_over != 0)
        {
            throw std::logic_error("xrnn: ranks: MPI has ended and cannot start again; keep one ranks object in main");
        }
        if (is_running == 0)
        {
            int level = 0;
            check_mpi(MPI_Init_thread(nullptr, nullptr, MPI_THREAD_FUNNELED, &level), "MPI_Init_thread");
            owns_mpi_ = true;
        }
        check_mpi(MPI_Comm_dup(MPI_COMM_WORLD, &all_), "MPI_Comm_dup");
        check_mpi(MPI_Comm_set_errhandler(all_, MPI_ERRORS_RETURN), "MPI_Comm_set_errhandler");
        int rank = 0;
        int size = 0;
        check_mpi(MPI_Comm_rank(all_, &rank), "MPI_Comm_rank");
        check_mpi(MPI_Comm_size(all_, &size), "MPI_Comm_size");
        rank_ = static_cast<std::size_t>(rank);
        size_ = static_cast<std::size_t>(size);
        counts_.resize(4 * size_);
    }

    communicator(const communicator&) = delete;
    communicator& operator=(const communicator&) = delete;

    /// Ends MPI if this has started it, which waits for the other ranks.
    ~communicator()
    {
        MPI_Comm_free(&all_);
        if (owns_mpi_)
        {
            MPI_Finalize();
        }
    }

    [[nodiscard]] std::size_t rank() const noexcept { return rank_; }
    [[nodiscard]] std::size_t size() const noexcept { return size_; }

    /// Ends all ranks at once; mpirun then ends with this status.
    [[noreturn]] void abort(int status) const noexcept
    {
        MPI_Abort(all_, status);
        std::abort();
    }

    /// Leaves in `all` what each rank passes.
    template <class Item>
    void gather(const Item& mine, std::span<Item> all) const
    {
        static_assert(std::is_trivially_copyable_v<Item>);
        constexpr int bytes = sizeof(Item);
        check_mpi(MPI_Allgather(&mine, bytes, MPI_BYTE, all.data(), bytes, MPI_BYTE, all_), "MPI_Allgather");
    }

    /// Copies the numbers of rank 0 to all others.
    template <class T>
    void copy_from_first(std::span<T> numbers) const
    {
        in_pieces(numbers, [this](std::span<T> piece) {
            check_mpi(MPI_Bcast(piece.data(), static_cast<int>(piece.size()), mpi_type<T>(), 0, all_), "MPI_Bcast");
        });
    }

    /// Replaces the numbers by their sums over the ranks, each rank's multiplied by its factor first.
    ///
    /// MPI_Allreduce may add in any order, and in another one on other machines or in another version. Here each rank
    /// receives one slice of the block from everybody, adds it in the order of the ranks, and sends the sums to everybody.
    /// So every number is added once, in one order, and all ranks get the same bits. A rank sends and receives
    /// 2 (N - 1) / N of the block, the least there is (Patarasuk & Yuan 2009).
    template <class T>
    void add_up(std::span<T> numbers, std::span<const double> factors)
    {
        in_pieces(numbers, [&](std::span<T> piece) { add_up_piece(piece, factors); });
    }

private:
    /// Small enough for the caches and for MPI, which counts in int; large enough that their number does not matter.
    template <class T, class F>
    void in_pieces(std::span<T> numbers, const F& f) const
    {
        const std::size_t largest_piece = std::min(size_ << 17, std::size_t(1) << 30);
        for (std::size_t first = 0; first < numbers.size(); first += largest_piece)
        {
            f(numbers.subspan(first, std::min(largest_piece, numbers.size() - first)));
        }
    }

    template <class T>
    void add_up_piece(std::span<T> numbers, std::span<const double> factors)
    {
        const std::span<int> sizes(counts_.data(), size_);
        const std::span<int> firsts(counts_.data() + size_, size_);
        const std::span<int> own_sizes(counts_.data() + 2 * size_, size_);
        const std::span<int> own_firsts(counts_.data() + 3 * size_, size_);
        const auto first_of = [&](std::size_t r) { return numbers.size() * r / size_; };
        const std::size_t own = first_of(rank_ + 1) - first_of(rank_);
        for (std::size_t r = 0; r < size_; ++r)
        {
            sizes[r] = static_cast<int>(first_of(r + 1) - first_of(r));
            firsts[r] = static_cast<int>(first_of(r));
            own_sizes[r] = static_cast<int>(own);
            own_firsts[r] = static_cast<int>(own * r);
        }
        const MPI_Datatype type = mpi_type<T>();
        received_.resize(std::max(received_.size(), own * size_ * sizeof(T)));
        T* const parts = reinterpret_cast<T*>(received_.data());
        check_mpi(MPI_Alltoallv(numbers.data(), sizes.data(), firsts.data(), type, parts, own_sizes.data(),
                      own_firsts.data(), type, all_),
            "MPI_Alltoallv");
        add_in_order(parts, factors, own, numbers.data() + first_of(rank_));
        check_mpi(
            MPI_Allgatherv(MPI_IN_PLACE, 0, MPI_DATATYPE_NULL, numbers.data(), sizes.data(), firsts.data(), type, all_),
            "MPI_Allgatherv");
    }

    MPI_Comm all_ = MPI_COMM_NULL;
    bool owns_mpi_ = false;
    std::size_t rank_ = 0;
    std::size_t size_ = 1;
    std::vector<int> counts_;
    std::vector<std::byte> received_;
};

} // namespace xrnn::detail
