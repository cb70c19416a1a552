/** The ways into a fleet that is found by discovery or migrated to another, and the commands for its nodes. */
@NullMarked
package dev.memjay.internal.route.fleet;

import org.jspecify.annotations.NullMarked;
