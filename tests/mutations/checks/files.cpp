// SPDX-License-Identifier: BSD-3-Clause
/// Models on disk: round trips, and files that are wrong.
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>

#include <sys/stat.h>

#include "../../io/objects.hpp"
#include "../../text/temporary_folder.hpp"
#include "check.hpp"

using namespace xrnn;
using ::tests::check;

namespace
{

using network = stack<rnn<2, 3>, linear<3, 2>>;
using things = xrnn::tests::belongings<network, float>;

bool refused(const std::function<void()>& f)
{
    try
    {
        f();
    }
    catch (const file_error&)
    {
        return true;
    }
    return false;
}

void check_round_trip(const xrnn::tests::temporary_folder& f)
{
    things(1).save_to(f.path("file"));
    things mine(2);
    mine.load_from(f.path("file"));
    check(mine == things(1), "everything comes back");

    model<xrnn::tests::scaled> saved(1);
    model<xrnn::tests::scaled> loaded(2);
    saved.set<"k">(2);
    save(f.path("scalars"), saved);
    load(f.path("scalars"), loaded);
    check(loaded.scalar<"k">() == 2, "scalars that are set come back");
}

void check_several_models(const xrnn::tests::temporary_folder& f)
{
    using part = linear<2, 2>;
    model<part> first, second;
    parameters<part> g, h;
    std::fill_n(g.data(), g.size(), 1.0f);
    std::fill_n(h.data(), h.size(), 2.0f);
    optimiser learn(together(first, second), momentum{});
    learn.update(together(first, second), together(g, h));
    save(f.path("several"), together(first, second), learn);
    optimiser other(together(first, second), momentum{});
    model<part> third, fourth;
    load(f.path("several"), together(third, fourth), other);
    check(other.memory<1>(0).data()[3] == 2 && other.memory(0).data()[3] == 1, "each model has its memory");
    check(fourth.all().data()[3] == second.all().data()[3], "each model has its parameters");
    other.freeze([](const parameter_info& p) { return p.model == 1; });
    check(refused([&] { load(f.path("several"), other); }), "other frozen parameters");
}

void check_wrong_files(const xrnn::tests::temporary_folder& f)
{
    things mine(2);
    std::string file = read_file(f.path("file"));
    file.back() ^= 1;
    f.file("flipped", file);
    check(refused([&] { mine.load_from(f.path("flipped")); }), "a flipped bit");

    model<stack<relu_rnn<2, 3>, linear<3, 2>>> other;
    check(refused([&] { load(f.path("file"), other); }), "another network");

    std::vector<id> text = things::text();
    text[3] = 0;
    streams data(text, 2, 2);
    check(refused([&] { load(f.path("file"), mine.m, data); }), "another text");
    check(mine == things(2), "what is refused changes nothing");
}

void check_formats()
{
    const auto is_refused = [](const std::string& header, const std::string& data) {
        const std::string size{static_cast<char>(header.size()), 0, 0, 0, 0, 0, 0, 0};
        return refused([&] { safetensors::parse(size + header + data, "file"); });
    };
    const std::string u8 = R"({"dtype":"U8","shape":)";
    check(!is_refused(R"({"a":)" + u8 + R"([2],"data_offsets":[0,2]}} )", "xy"), "a right file");
    check(is_refused(R"({"a":)" + u8 + R"([1],"data_offsets":[1,2]}})", "xy"), "a hole");
    check(is_refused(R"({"a":)" + u8 + R"([1],"data_offsets":[0,1]}})", "xy"), "data of nobody");
    check(is_refused(R"({"a":)" + u8 + R"([4294967296,4294967296],"data_offsets":[0,0]}})", ""), "an overflow");
    check(is_refused(R"({"a":)" + u8 + R"([0],"data_offsets":[0,0]},"a":)" + u8 + R"([0],"data_offsets":[0,0]}})", ""),
        "a name twice");
    check(is_refused(std::string("{}\0x", 4), ""), "a zero in the header");
}

void check_writing(const xrnn::tests::temporary_folder& f)
{
    f.file("old", "old");
    ::chmod(f.path("old").c_str(), 0640);
    std::filesystem::create_symlink("old", f.path("link"));
    write_file(f.path("link"), "new");
    struct ::stat status;
    ::lstat(f.path("link").c_str(), &status);
    check(S_ISLNK(status.st_mode) && read_file(f.path("old")) == "new", "a link stays");
    ::stat(f.path("old").c_str(), &status);
    check((status.st_mode & 0777) == 0640, "permissions are kept");
    std::filesystem::create_symlink("/dev/full", f.path("full"));
    check(refused([&] { write_file(f.path("full"), "text"); }), "a full disk");
}

void check_text()
{
    using cell = residual<rnn<1, 1>>;
    check(network_text<stack<cell, highway<linear<1, 1>>>>()
            == "0: x[1]: h[1] = tanh(dot(x, W_xh[1, 1]) + dot(prev(h), W_hh[1, 1]) + b_h[1]), y[1] = x + h; output y\n"
               "1: x[1]: y[1] = dot(x, W[1, 1]) + b[1], t[1] = sigmoid(dot(x, W_t[1, 1]) + b_t[1]), "
               "y'[1] = t * y + (1 - t) * x; output y'",
        "a network as text");
}

} // namespace

int main()
{
    const xrnn::tests::temporary_folder f;
    check_round_trip(f);
    check_several_models(f);
    check_wrong_files(f);
    check_formats();
    check_writing(f);
    check_text();
}
