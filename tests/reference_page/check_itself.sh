#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
#
# Does check.sh accept a complete page, and reject one for each line that it lacks and for each name that it invents?
set -u
here=$(dirname "$0")
folder=$(mktemp -d) || exit 2
trap 'rm -r "$folder"' EXIT
failed=0

complain()
{
    echo "FAILED: $1"
    failed=1
}

mkdir "$folder/include"
cat >"$folder/include/header.hpp" <<'END'
/// struct in_a_comment {};
#define XRNN_MACRO 1
namespace xrnn
{
/* struct in_a_comment {};
   struct in_a_longer_comment {}; */
struct options // "struct in_a_comment"
{
    double rate = 0.5;
    const char* text = "struct in_a_string { int x; };";
    bool operator==(const options&) const = default;
};
namespace detail
{
    struct hidden { int member; };
} // namespace detail
namespace error { struct a_sentence; }
template <class T, int N = (2 > 1 ? 1 : 0)>
class machine : detail::hidden
{
    int first_private = 0;

public:
    enum class speed { slow, fast };
    explicit machine(int x = 0)
        : private_(x), other_{x}
    {
        struct local {};
    }
    template <class U>
        requires requires(U u) { u.go(); }
    auto run(const U& u) const -> decltype(u.go())
    {
        return u.go();
    }
    machine& operator+=(int) { return *this; }
    static constexpr auto table = [] { return N > 0 ? 1 : 2; }();
    int removed() const = delete;

private:
    friend class hidden;
    int private_;
    int other_{};
};
template <class T> explicit machine(const T&) -> machine<T>;
template <class T> concept movable = requires(T t) { t.move(); };
inline namespace set
{
    template <class T> inline constexpr int count = 1;
}
namespace parts::inline set { using wheel = machine<int, 4>; }
template <class T>
    requires std::is_class_v<T> && requires(T t) { t.stop(); }
void halt(T t)
{
    t.stop();
}
constexpr double half(double x) { return x / 2; }
} // namespace xrnn
END
cat >"$folder/page.md" <<'END'
# Conventions
| `half` is no entry here | |
# All
| | |
|---|---|
| `options` | has `rate` and `text` |
| `parts::wheel` | |
| `half(x)` | |
| `count`, `halt` | |
| `movable<T>` | |
### `machine`
It can `run`.
| member | |
|---|---|
| `run(u)` | |
| `slow` | |
| `fast` | |
| `speed` and `table` | |
### `XRNN_MACRO`
END

"$here/check.sh" "$folder/include" "$folder/page.md" || complain "a complete page is rejected"
grep -n -e '^### ' -e '^| `' "$folder/page.md" | grep -v 'no entry here' | cut -d: -f1 | while read -r line; do
    sed "${line}d" "$folder/page.md" >"$folder/less.md"
    "$here/check.sh" "$folder/include" "$folder/less.md" >"$folder/out" && echo "$line"
done >"$folder/unnoticed"
[ ! -s "$folder/unnoticed" ] || complain "these lines can be deleted: $(tr '\n' ' ' <"$folder/unnoticed")"
sed 's/`half(x)`/`quarter(x)`, `half(x)`/' "$folder/page.md" >"$folder/more.md"
"$here/check.sh" "$folder/include" "$folder/more.md" >"$folder/out" && complain "an invented name is accepted"
sed 's/ and `text`//' "$folder/page.md" >"$folder/less.md"
"$here/check.sh" "$folder/include" "$folder/less.md" >"$folder/out" && complain "a member may be missing in a row"

exit "$failed"
