/** Versions of Python packages as of early 2025, and what each brings along. */
import { textHash } from '../host/random.ts';

/** What packages bring along, by its name in lower case. */
export const BROUGHT: Readonly<Record<string, readonly string[]>> = {
  fastapi: [
    'starlette==0.45.3',
    'pydantic==2.10.6',
    'pydantic_core==2.27.2',
    'annotated-types==0.7.0',
    'typing_extensions==4.12.2',
    'anyio==4.8.0',
    'sniffio==1.3.1',
    'idna==3.10',
  ],
  uvicorn: ['click==8.1.8', 'h11==0.14.0'],
  requests: ['urllib3==2.3.0', 'certifi==2025.1.31', 'charset-normalizer==3.4.1', 'idna==3.10'],
  torch: [
    'filelock==3.17.0',
    'fsspec==2025.2.0',
    'Jinja2==3.1.5',
    'MarkupSafe==3.0.2',
    'mpmath==1.3.0',
    'networkx==3.4.2',
    'numpy==2.2.2',
    'nvidia-cublas-cu12==12.4.5.8',
    'nvidia-cuda-runtime-cu12==12.4.127',
    'nvidia-cudnn-cu12==9.1.0.70',
    'nvidia-nccl-cu12==2.21.5',
    'sympy==1.13.1',
    'triton==3.1.0',
    'typing_extensions==4.12.2',
  ],
  transformers: [
    'filelock==3.17.0',
    'huggingface-hub==0.28.1',
    'numpy==2.2.2',
    'packaging==24.2',
    'PyYAML==6.0.2',
    'regex==2024.11.6',
    'safetensors==0.5.2',
    'tokenizers==0.21.0',
    'tqdm==4.67.1',
  ],
};

/** Versions of packages that nothing brings along. */
const CURRENT: ReadonlyMap<string, string> = new Map([
  ['accelerate', '1.3.0'],
  ['aiofiles', '24.1.0'],
  ['aiohttp', '3.11.11'],
  ['alembic', '1.14.1'],
  ['anthropic', '0.45.2'],
  ['bitsandbytes', '0.45.1'],
  ['black', '25.1.0'],
  ['boto3', '1.36.11'],
  ['celery', '5.4.0'],
  ['colorama', '0.4.6'],
  ['cryptography', '44.0.0'],
  ['datasets', '3.2.0'],
  ['deepspeed', '0.16.3'],
  ['django', '5.1.5'],
  ['docker', '7.1.0'],
  ['einops', '0.8.0'],
  ['faiss-cpu', '1.9.0.post1'],
  ['flask', '3.1.0'],
  ['flash-attn', '2.7.4.post1'],
  ['gradio', '5.14.0'],
  ['gunicorn', '23.0.0'],
  ['httpx', '0.28.1'],
  ['ipython', '8.32.0'],
  ['jsonschema', '4.23.0'],
  ['jupyter', '1.1.1'],
  ['jupyterlab', '4.3.5'],
  ['langchain', '0.3.17'],
  ['loguru', '0.7.3'],
  ['lxml', '5.3.0'],
  ['matplotlib', '3.10.0'],
  ['mypy', '1.14.1'],
  ['nltk', '3.9.1'],
  ['nvidia-ml-py', '12.570.86'],
  ['ollama', '0.4.7'],
  ['openai', '1.61.0'],
  ['opencv-python', '4.11.0.86'],
  ['orjson', '3.10.15'],
  ['pandas', '2.2.3'],
  ['paramiko', '3.5.1'],
  ['peft', '0.14.0'],
  ['pillow', '11.1.0'],
  ['prometheus-client', '0.21.1'],
  ['protobuf', '5.29.3'],
  ['psutil', '6.1.1'],
  ['psycopg2-binary', '2.9.10'],
  ['pyarrow', '19.0.0'],
  ['pymysql', '1.1.1'],
  ['pytest', '8.3.4'],
  ['python-dateutil', '2.9.0.post0'],
  ['python-dotenv', '1.0.1'],
  ['pytz', '2025.1'],
  ['pyzmq', '26.2.1'],
  ['ray', '2.42.0'],
  ['redis', '5.2.1'],
  ['rich', '13.9.4'],
  ['scikit-learn', '1.6.1'],
  ['scipy', '1.15.1'],
  ['seaborn', '0.13.2'],
  ['selenium', '4.28.1'],
  ['sentence-transformers', '3.4.1'],
  ['sentencepiece', '0.2.0'],
  ['six', '1.17.0'],
  ['sqlalchemy', '2.0.37'],
  ['streamlit', '1.41.1'],
  ['supervisor', '4.2.5'],
  ['tensorboard', '2.18.0'],
  ['tensorflow', '2.18.0'],
  ['tiktoken', '0.8.0'],
  ['torchaudio', '2.5.1'],
  ['torchvision', '0.20.1'],
  ['trl', '0.14.0'],
  ['vllm', '0.7.1'],
  ['wandb', '0.19.5'],
  ['websockets', '14.2'],
  ['werkzeug', '3.1.3'],
  ['xformers', '0.0.29.post2'],
  ['fastapi', '0.115.8'],
  ['uvicorn', '0.34.0'],
  ['requests', '2.32.3'],
  ['torch', '2.5.1'],
  ['transformers', '4.48.3'],
  ['setuptools', '75.8.0'],
  ['wheel', '0.45.1'],
  ['pip', '25.0'],
]);

/** Names are compared without regard to case and to the kind of dash. */
export function normalized(name: string): string {
  return name.toLowerCase().replaceAll(/[-_.]+/g, '-');
}

/**
 * The version of a package that is current in early 2025. For one that is not known it follows from the name, so that it is the same in
 * every view.
 */
export function currentVersion(name: string): string {
  const plain = normalized(name);
  const brought = Object.values(BROUGHT)
    .flat()
    .find((text) => normalized(text.split('==')[0] ?? '') === plain);
  const known = CURRENT.get(plain) ?? brought?.split('==')[1];
  if (known !== undefined) return known;
  const hash = textHash(plain);
  return `${hash % 4}.${1 + (Math.floor(hash / 7) % 14)}.${Math.floor(hash / 101) % 8}`;
}
