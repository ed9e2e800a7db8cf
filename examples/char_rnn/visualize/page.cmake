# SPDX-License-Identifier: BSD-3-Clause
# Puts style and scripts into page/report.html, names their hashes in its content-security policy, and makes page.cpp of it.
# The page is cut where its data go.
set(page_folder "${CMAKE_CURRENT_SOURCE_DIR}/visualize/page")
set(page_files report.html style.css charts.js text.js page.js)
foreach(file IN LISTS page_files)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${page_folder}/${file}")
  file(READ "${page_folder}/${file}" content_of_${file})
endforeach()
set(page_style "${content_of_style.css}")
set(page_script "${content_of_charts.js}${content_of_text.js}${content_of_page.js}")
set(page "${content_of_report.html}")

# sha256_base64(text result): the hash as a content-security policy names it.
function(sha256_base64 text result)
  string(SHA256 hex "${text}")
  string(APPEND hex "00") # 66 digits, three for two of base64; the last of these 44 stands for nothing
  set(digits "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
  set(encoded "")
  foreach(at RANGE 0 63 3)
    string(SUBSTRING "${hex}" ${at} 3 three)
    math(EXPR bits "0x${three}")
    math(EXPR first "${bits} >> 6")
    math(EXPR second "${bits} & 63")
    string(SUBSTRING "${digits}" ${first} 1 one)
    string(SUBSTRING "${digits}" ${second} 1 two)
    string(APPEND encoded "${one}${two}")
  endforeach()
  string(SUBSTRING "${encoded}" 0 43 encoded)
  set(${result} "${encoded}=" PARENT_SCOPE)
endfunction()

sha256_base64("${page_style}" style_hash)
sha256_base64("${page_script}" script_hash)
string(REPLACE "@STYLE_HASH@" "${style_hash}" page "${page}")
string(REPLACE "@SCRIPT_HASH@" "${script_hash}" page "${page}")
string(REPLACE "@STYLE@" "${page_style}" page "${page}")
string(REPLACE "@SCRIPT@" "${page_script}" page "${page}")
string(FIND "${page}" "@DATA@" cut)
string(SUBSTRING "${page}" 0 ${cut} page_begin)
math(EXPR cut "${cut} + 6")
string(SUBSTRING "${page}" ${cut} -1 page_end)
file(GENERATE OUTPUT "${CMAKE_CURRENT_BINARY_DIR}/page.cpp" CONTENT
"#include \"visualize/page.hpp\"

const std::string char_rnn::page_begin = R\"PAGE(${page_begin})PAGE\";
const std::string char_rnn::page_end = R\"PAGE(${page_end})PAGE\";
")
