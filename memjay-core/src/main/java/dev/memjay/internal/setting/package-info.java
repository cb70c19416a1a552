/** The one declaration of each setting, and how values are written as text: durations, servers, URIs. Nothing is opened. */
@NullMarked
package dev.memjay.internal.setting;

import org.jspecify.annotations.NullMarked;
