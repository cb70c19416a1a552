/** What is measured against: servers and relays in processes of their own, certificates, the clock's slack. */
@NullMarked
package dev.memjay.benchmarks.rig;

import org.jspecify.annotations.NullMarked;
