/** What a call becomes under the front door: the engine that takes requests, over a fixed fleet, a changing one, or two. */
@NullMarked
package dev.memjay.internal.engine;

import org.jspecify.annotations.NullMarked;
