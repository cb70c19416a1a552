@NullMarked
package dev.memjay.benchmarks.contenders;

import org.jspecify.annotations.NullMarked;
