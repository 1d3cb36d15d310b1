#!/usr/bin/env bash
#  The exercises of chapter 6: skeletons, answers, wrong answers.

. "$(dirname "$0")/exercises.sh"
