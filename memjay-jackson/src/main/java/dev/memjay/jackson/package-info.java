/** Values as JSON, through Jackson. */
@NullMarked
package dev.memjay.jackson;

import org.jspecify.annotations.NullMarked;
