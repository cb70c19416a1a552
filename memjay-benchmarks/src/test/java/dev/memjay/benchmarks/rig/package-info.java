@NullMarked
package dev.memjay.benchmarks.rig;

import org.jspecify.annotations.NullMarked;
