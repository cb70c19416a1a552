/** What happens to calls, nodes and leases, as events of the JDK's Flight Recorder. */
@NullMarked
package dev.memjay.internal.jfr;

import org.jspecify.annotations.NullMarked;
