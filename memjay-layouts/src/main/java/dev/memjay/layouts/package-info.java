/** Values as clients of Java, Ruby and PHP store them. */
@NullMarked
package dev.memjay.layouts;

import org.jspecify.annotations.NullMarked;
