// What nearly every test includes beside the rest.
#pragma once
#include "pch.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
