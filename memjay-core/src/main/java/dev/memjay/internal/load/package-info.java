/** What the loads of one client share: flights that callers join, and threads that refresh in the background. */
@NullMarked
package dev.memjay.internal.load;

import org.jspecify.annotations.NullMarked;
