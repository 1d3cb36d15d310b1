#!/usr/bin/env bash
#  Takes up to 1200 seconds.
#  The exercises of chapter 8: skeletons, answers, wrong answers.

. "$(dirname "$0")/exercises.sh"
