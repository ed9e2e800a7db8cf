# SPDX-License-Identifier: BSD-3-Clause
# Defines xrnn::mpi if MPI is found, else names in xrnn_mpi_missing what is not. The build and the installed package both
# include this file, so a package made on a machine without MPI still offers xrnn::mpi where there is one.
set(xrnn_mpi_missing "")
find_package(MPI QUIET COMPONENTS CXX)
if(NOT MPI_CXX_FOUND)
  set(xrnn_mpi_missing MPI)
endif()

if(NOT xrnn_mpi_missing AND NOT TARGET xrnn::mpi)
  # Global, so that a project that adds xrnn as a subdirectory sees it.
  add_library(xrnn::mpi INTERFACE IMPORTED GLOBAL)
  target_link_libraries(xrnn::mpi INTERFACE xrnn::xrnn MPI::MPI_CXX)
endif()
