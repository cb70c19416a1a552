/** Hibernate's second-level cache over memjay-jcache, with each version of Hibernate that is supported. */
package dev.memjay.jcache.it.hibernate;
