// SPDX-License-Identifier: BSD-3-Clause
/// A checksum that notices what a disk or a wire did to a file.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <string_view>

namespace xrnn::detail
{

/// CRC-64/XZ: the polynomial of ECMA-182, bits reflected, complemented before and after. It notices every change of up
/// to 64 bits in a row, and any other but one in 2^64.
class checksum
{
public:
    void add(std::span<const std::byte> bytes)
    {
        for (; bytes.size() >= 8; bytes = bytes.subspan(8))
        {
            std::uint64_t next;
            std::memcpy(&next, bytes.data(), 8);
            next ^= crc_;
            crc_ = 0;
            for (std::size_t i = 0; i < 8; ++i)
            {
                crc_ ^= tables[7 - i][next >> (8 * i) & 0xff];
            }
        }
        for (const std::byte b : bytes)
        {
            crc_ = tables[0][(crc_ ^ std::to_integer<std::uint64_t>(b)) & 0xff] ^ crc_ >> 8;
        }
    }

    /// A text and a zero, so that two texts in a row are told from others.
    void add(std::string_view text)
    {
        add(std::as_bytes(std::span(text)));
        add(std::as_bytes(std::span("", 1)));
    }

    [[nodiscard]] std::uint64_t value() const { return ~crc_; }

    /// In sixteen digits.
    [[nodiscard]] std::string text() const
    {
        std::string digits(16, '0');
        for (std::size_t i = 0; i < 16; ++i)
        {
            digits[i] = "0123456789abcdef"[value() >> (60 - 4 * i) & 15];
        }
        return digits;
    }

private:
    using table = std::array<std::uint64_t, 256>;

    /// tables[k][b] is what byte b makes of the checksum when k zeros follow it.
    static constexpr std::array<table, 8> tables = [] {
        std::array<table, 8> all{};
        for (std::size_t b = 0; b < 256; ++b)
        {
            std::uint64_t crc = b;
            for (int bit = 0; bit < 8; ++bit)
            {
                crc = crc >> 1 ^ (crc & 1) * 0xc96c5795d7870f42u;
            }
            all[0][b] = crc;
        }
        for (std::size_t k = 1; k < 8; ++k)
        {
            for (std::size_t b = 0; b < 256; ++b)
            {
                all[k][b] = all[0][all[k - 1][b] & 0xff] ^ all[k - 1][b] >> 8;
            }
        }
        return all;
    }();

    std::uint64_t crc_ = ~std::uint64_t(0);
};

} // namespace xrnn::detail
