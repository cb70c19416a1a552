/** What is said on a fresh link, question by question, before or instead of requests: logins, greetings, inquiries. */
@NullMarked
package dev.memjay.internal.connection.talk;

import org.jspecify.annotations.NullMarked;
