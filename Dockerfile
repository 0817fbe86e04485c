# The same as `make setup` builds on a machine: bundles by Node, then the site on Python.
FROM node:22-slim AS bundles
WORKDIR /raknaq
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts
COPY . .
RUN npm run build

FROM python:3.11-slim
WORKDIR /raknaq
ENV PYTHONUNBUFFERED=1
COPY requirements.txt .
RUN pip install --no-cache-dir --require-hashes -r requirements.txt
COPY . .
COPY --from=bundles /raknaq/static/build static/build
RUN pybabel compile --directory raknaq/locale --domain django && SECRET_KEY=build DATABASE_URL=postgis://build python manage.py collectstatic --noinput
RUN useradd --create-home raknaq && mkdir -p var/export var/deliveries var/documents && chown -R raknaq var
USER raknaq
EXPOSE 8000
