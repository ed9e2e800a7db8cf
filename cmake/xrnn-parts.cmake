# SPDX-License-Identifier: BSD-3-Clause
# The optional parts of xrnn: targets for the headers that need other libraries. The build and the installed package both
# include this file, so a package made on a machine without a library still offers its part where there is one.
set(xrnn_parts blas mpi io utf8)

# For each part: the packages that it needs, in the order in which they are looked for, and the targets that they define.
set(xrnn_blas_packages BLAS LAPACK xtensor-blas) # xtensor-blas stops the configuration if the others are missing
set(xrnn_blas_libraries xtensor-blas LAPACK::LAPACK BLAS::BLAS)
set(xrnn_mpi_packages MPI)
set(xrnn_mpi_libraries MPI::MPI_CXX)
set(xrnn_io_packages nlohmann_json)
set(xrnn_io_libraries nlohmann_json::nlohmann_json)
set(xrnn_utf8_packages utf8cpp)
set(xrnn_utf8_libraries utf8cpp)

# xrnn_define_part(name): defines xrnn::name if all that it needs is found, else sets xrnn_name_missing to what is not.
function(xrnn_define_part name)
  foreach(package IN LISTS xrnn_${name}_packages)
    find_package(${package} QUIET)
    if(NOT ${package}_FOUND)
      set(xrnn_${name}_missing ${package} PARENT_SCOPE)
      return()
    endif()
  endforeach()
  if(NOT TARGET xrnn::${name})
    # Global, so that a project that adds xrnn as a subdirectory sees it.
    add_library(xrnn::${name} INTERFACE IMPORTED GLOBAL)
    target_link_libraries(xrnn::${name} INTERFACE xrnn::xrnn ${xrnn_${name}_libraries})
  endif()
endfunction()
