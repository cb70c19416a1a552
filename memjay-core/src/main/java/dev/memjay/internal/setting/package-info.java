/** The table of settings, and what text means in it: durations, servers, URIs, policies. Nothing is opened here. */
@NullMarked
package dev.memjay.internal.setting;

import org.jspecify.annotations.NullMarked;
