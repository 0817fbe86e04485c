UPDATE plans_delivery SET step = %(step)s, done = %(done)s, total = %(total)s WHERE id = %(id)s
